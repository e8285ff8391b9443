export { default } from "../../../../backend/gradio_pianoroll/i18n/en.json?later";
