"""A client that works the studio's page: what it does not say is as it stands on the page."""

from tests.client import Client


class PageClient(Client):
    """`gradio_client` fills in defaults for the endpoints that are offered to programs alone."""

    def submit(self, *args, api_name=None, **more):
        found = next(d for d in self.config["dependencies"] if f"/{d['api_name']}" == api_name)
        parts = {part["id"]: part for part in self.config["components"]}
        asked = [parts[i] for i in found["inputs"] if parts[i]["type"] != "state"]
        if found["api_visibility"] != "public":
            args = (*args, *(part["props"].get("value") for part in asked[len(args) :]))
        return super().submit(*args, api_name=api_name, **more)
