"""What Meta's networks share: signature, envelope, calls and errors of the Graph API."""
