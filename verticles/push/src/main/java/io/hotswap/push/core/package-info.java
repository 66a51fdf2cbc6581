/** Rules that know no network: the breaker, what an answer means, what may be sent side by side. */
package io.hotswap.push.core;
