/**
 * Messages through a system, and what is seen of them: a {@link io.hotswap.bench.compare.load.Flow}
 * sends and receives as a {@link io.hotswap.bench.compare.load.FlowPlan} says, a {@link
 * io.hotswap.bench.compare.load.Ledger} knows what is lost or came twice.
 */
package io.hotswap.bench.compare.load;
