package dev.gossip.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gossip.core.config.ConfigurationException;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions on configuration errors. */
final class Refusals {
  private Refusals() {}

  /** Returns an assertion on the message, which must be one line without Guice's own text. */
  static AbstractStringAssert<?> assertRefused(ThrowingCallable action) {
    ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, action);
    assertThat(refusal).isNotNull();
    return assertThat(refusal.getMessage())
        .isNotBlank()
        .hasLineCount(1)
        .doesNotContain("[Guice/", "see the following errors");
  }
}
