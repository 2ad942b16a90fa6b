package dev.gossip.core.plugin;

import dev.gossip.api.plugin.NamedSlot;
import dev.gossip.api.plugin.Slot;

/** Creates {@link Slot} annotations at run time, for binding keys. */
public final class Slots {
  private Slots() {}

  /** The annotation {@code @Slot(value)}. */
  public static Slot named(String value) {
    return new NamedSlot(value);
  }
}
