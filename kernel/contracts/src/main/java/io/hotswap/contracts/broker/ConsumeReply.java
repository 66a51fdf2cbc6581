package io.hotswap.contracts.broker;

import io.hotswap.contracts.plugin.WaitKey;
import java.util.List;

/**
 * What a pull found.
 *
 * @param waitKey signalled when there may be more for this subscription
 * @param deliveries empty if nothing is ready now
 * @param drained whether nothing is left: no use asking again before the key is signalled. False
 *     where it is not known.
 */
public record ConsumeReply(WaitKey waitKey, List<Delivery> deliveries, boolean drained) {
  public ConsumeReply(WaitKey waitKey, List<Delivery> deliveries) {
    this(waitKey, deliveries, false);
  }
}
