"""Who has seen what: documents and revisions of clients, what they sent and what they are answered."""
