package dev.gossip.core.plugin;

import dev.gossip.api.plugin.Slot;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/** Creates {@link Slot} annotations at run time, for binding keys. */
public final class Slots {
  private Slots() {}

  /** The annotation {@code @Slot(value)}. */
  public static Slot named(String value) {
    return new NamedSlot(value);
  }

  /** Equal to the annotation that the compiler creates, as {@link Annotation} specifies. */
  @SuppressWarnings("BadAnnotationImplementation") // equals and hashCode follow the specification
  private static final class NamedSlot implements Slot {
    private final String value;

    NamedSlot(String value) {
      this.value = value;
    }

    @Override
    public String value() {
      return value;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return Slot.class;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Slot slot && value.equals(slot.value());
    }

    @Override
    public int hashCode() {
      return (127 * "value".hashCode()) ^ value.hashCode();
    }

    @Override
    public String toString() {
      return "@Slot(\"" + value + "\")";
    }
  }
}
