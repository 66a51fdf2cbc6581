package io.hotswap.contracts.message;

/** A header as published; names are case-sensitive and unique within a message. */
public record Header(String name, String value) {}
