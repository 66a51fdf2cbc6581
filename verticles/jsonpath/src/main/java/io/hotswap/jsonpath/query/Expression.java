package io.hotswap.jsonpath.query;

/** What may stand as an argument or in a test: the three types of RFC 9535, section 2.4.1. */
public sealed interface Expression permits Query, Operand, Condition {}
