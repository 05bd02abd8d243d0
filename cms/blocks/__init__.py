"""What a page is put together from: text in two languages, and quotations from the rulebook in force."""
