package dev.gossip.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gossip.core.config.ConfigurationException;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What is common to all refusals. */
final class Refusals {
  private Refusals() {}

  /** What a refusal says, which is always one line and never Guice's own text. */
  static AbstractStringAssert<?> assertRefused(ThrowingCallable action) {
    ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, action);
    assertThat(refusal).isNotNull();
    return assertThat(refusal.getMessage())
        .isNotBlank()
        .hasLineCount(1)
        .doesNotContain("[Guice/", "see the following errors");
  }
}
