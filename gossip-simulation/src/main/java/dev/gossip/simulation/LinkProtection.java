package dev.gossip.simulation;

import java.util.Map;

/**
 * Which runs of a series have links that are encrypted and prove ids. Most do not, because in a
 * simulation that costs more than everything else; so does every run that sets nothing.
 */
public final class LinkProtection {
  private static final int INTERVAL = 10;

  /**
   * The same cipher on all machines, also on those that are not fast at it: runs can be repeated.
   */
  private static final Map<String, String> PROTECTED =
      Map.of("gossip.transport.udp.security", "noise", "gossip.transport.udp.cipher", "aes");

  private LinkProtection() {}

  /** Whether the run with a seed has protected links: so does one of ten, beginning with seed 1. */
  public static boolean isOn(long seed) {
    return Math.floorMod(seed, INTERVAL) == 1;
  }

  /** The settings of the run with a seed, by path; empty if it has no protected links. */
  public static Map<String, String> settings(long seed) {
    return isOn(seed) ? PROTECTED : Map.of();
  }
}
