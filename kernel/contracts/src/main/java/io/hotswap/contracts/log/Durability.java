package io.hotswap.contracts.log;

/** What a completed append survives, weakest first. Answered to publishers in lower case. */
public enum Durability {
  /** Lost with the process. */
  MEMORY,
  /** Lost with the machine, not with the process. */
  OS,
  /** On stable media, as far as the operating system says. */
  FSYNC,
  /** On stable media of more than one machine. */
  REPLICATED
}
