package io.hotswap.contracts.broker;

import io.hotswap.contracts.plugin.WaitKey;
import java.util.List;

/**
 * What a pull found.
 *
 * @param waitKey signalled when there may be more for this subscription
 * @param deliveries empty if nothing is ready now
 */
public record ConsumeReply(WaitKey waitKey, List<Delivery> deliveries) {}
