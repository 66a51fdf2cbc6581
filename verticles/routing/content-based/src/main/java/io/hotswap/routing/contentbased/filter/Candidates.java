package io.hotswap.routing.contentbased.filter;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The messages that were looked at last, a few for each of some threads. A thread may meet what
 * another one left in its place: then the message is read once more, nothing else.
 */
final class Candidates {
  private static final int PLACES = 64;

  // NB: no ThreadLocal: it would tie this version's class loader to the kernel's threads. And weak,
  // so that no message is kept alive for having been looked at.
  private final AtomicReferenceArray<WeakReference<Candidate>> last =
      new AtomicReferenceArray<>(PLACES);
  private final int payloadBytesMax;

  Candidates(int payloadBytesMax) {
    this.payloadBytesMax = payloadBytesMax;
  }

  Candidate of(ByteBuffer record) {
    int place = (int) (Thread.currentThread().getId() % PLACES);
    WeakReference<Candidate> reference = last.get(place);
    Candidate known = reference == null ? null : reference.get();
    if (known != null && known.isOf(record)) {
      return known;
    }
    Candidate read = new Candidate(record, payloadBytesMax);
    last.set(place, new WeakReference<>(read));
    return read;
  }
}
