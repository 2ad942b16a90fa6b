package dev.gossip.api.plugin;

import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Slot} made at run time, for binding keys. Equal to the annotation that the compiler
 * creates, as {@link Annotation} specifies.
 */
@SuppressWarnings("BadAnnotationImplementation") // equals and hashCode follow the specification
public final class NamedSlot implements Slot {
  private final String value;

  /** The annotation {@code @Slot(value)}. */
  public NamedSlot(String value) {
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
