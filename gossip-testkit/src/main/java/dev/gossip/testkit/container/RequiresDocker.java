package dev.gossip.testkit.container;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips tests where no Docker engine answers, and says so in a line on stderr. With the environment
 * variable {@value #REQUIRE} set to {@code true} they fail instead: for a CI where skipping them
 * would go unnoticed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(DockerCondition.class)
public @interface RequiresDocker {
  /** The environment variable that makes a missing engine a failure. */
  String REQUIRE = "GOSSIP_REQUIRE_DOCKER";
}
