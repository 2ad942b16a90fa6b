package dev.gossip.cli.capture;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips the annotated tests if there is no tshark, and prints a line on stderr. If the environment
 * variable {@value #REQUIRE} is {@code true}, they fail instead: for CI, where skipped tests could
 * go unnoticed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(TsharkCondition.class)
@interface RequiresTshark {
  /** The environment variable that turns a missing tshark into a failure. */
  String REQUIRE = "GOSSIP_REQUIRE_TSHARK";
}
