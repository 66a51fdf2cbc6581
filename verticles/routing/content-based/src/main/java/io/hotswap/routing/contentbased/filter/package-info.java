/**
 * Filters of subscriptions: {@code {headers: {all|any: [{name, op, value}]}, jsonPath}}.
 *
 * <p>{@link io.hotswap.routing.contentbased.filter.ContentFilters} is the port's end. It reads the
 * JSON form once ({@code FilterReader}, {@code HeaderReader}, {@code RangeReader}) into a {@code
 * Filter}, keeps that ({@code CompiledFilters}), and asks it about a {@code Candidate}, which reads
 * a message's headers and payload once for all filters that ask in a row ({@code Candidates}).
 *
 * <p>What holds, by the value of a header (none: the header is missing):
 *
 * <pre>
 * op               holds when                                      none
 * equals           the value is the text                           no
 * not              the value is not the text                       yes
 * in               the value is one of the texts                   no
 * prefix           the value begins with the text                  no
 * exists           value: true (or left out) and there is one      no
 * exists           value: false and there is none                  yes
 * range, numbers   the value is a number between the ends          no
 * range, texts     the value is between the ends, by code points   no
 * </pre>
 *
 * <p>A payload is looked into when it was published as JSON, or has a JSON content type and is
 * JSON. Anything else has no nodes, and so no path holds for it.
 */
package io.hotswap.routing.contentbased.filter;
