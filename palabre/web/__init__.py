"""What every page shares: base page, style, behaviours, words in both languages."""
