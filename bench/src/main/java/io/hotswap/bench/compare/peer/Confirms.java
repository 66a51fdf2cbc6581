package io.hotswap.bench.compare.peer;

/** Hears what became of each message; any thread. */
public interface Confirms {
  void confirmed(long token);

  void failed(long token, Throwable why);
}
