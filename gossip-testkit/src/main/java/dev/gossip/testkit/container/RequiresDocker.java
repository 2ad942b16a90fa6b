package dev.gossip.testkit.container;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips the annotated tests if no Docker engine answers, and prints a line on stderr. If the
 * environment variable {@value #REQUIRE} is {@code true}, they fail instead: for CI, where skipped
 * tests could go unnoticed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(DockerCondition.class)
public @interface RequiresDocker {
  /** The environment variable that turns a missing Docker engine into a failure. */
  String REQUIRE = "GOSSIP_REQUIRE_DOCKER";
}
