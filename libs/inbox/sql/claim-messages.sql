SELECT inbox_claim($1, $2::text[]) AS message_id
