/**
 * Judges what clients saw.
 *
 * <p>Clients record {@link io.hotswap.history.Event}s: each publish with its outcome, each
 * delivery, each ack with its outcome, each connection that came or went. {@link
 * io.hotswap.history.HistoryChecker} reads them in any order and gives a {@link
 * io.hotswap.history.Verdict}: nothing the broker says about itself is believed. {@link
 * io.hotswap.history.EventLog} keeps a history as NDJSON, and {@link io.hotswap.history.Judgement}
 * judges such files, whoever wrote them; docs/formats/history.md says what is in them.
 *
 * <p>What a client must do for the verdict to mean something:
 *
 * <ul>
 *   <li>A producer numbers its messages and puts its name and the number into the message; it sends
 *       the next message of a key only after the answer to the one before.
 *   <li>A consumer acks the messages of a key in the order in which it got them; once it gave one
 *       back, it leaves the rest of that key in the same answer alone and records it as returned.
 *   <li>Who looks at dead letters records each once when all is drained, and each that is replayed.
 *   <li>All clients of a history share one monotonic clock.
 * </ul>
 */
package io.hotswap.history;
