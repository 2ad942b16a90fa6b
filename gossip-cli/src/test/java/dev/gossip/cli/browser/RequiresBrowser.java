package dev.gossip.cli.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips the annotated tests if Chromium or its driver is missing, and prints a line on stderr. If
 * the environment variable {@value #REQUIRE} is {@code true}, they fail instead: for CI, where
 * skipped tests could go unnoticed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(BrowserCondition.class)
@interface RequiresBrowser {
  /** The environment variable that turns a missing browser into a failure. */
  String REQUIRE = "GOSSIP_REQUIRE_BROWSER";
}
