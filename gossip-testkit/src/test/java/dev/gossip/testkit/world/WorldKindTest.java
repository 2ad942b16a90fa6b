package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a test learns when a world does not start. */
class WorldKindTest {
  private final List<String> calls = new ArrayList<>();

  /** A world whose links do not come up, and which cannot be closed. */
  private World failing(Throwable failure) {
    return (World)
        Proxy.newProxyInstance(
            World.class.getClassLoader(),
            new Class<?>[] {World.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              switch (method.getName()) {
                case "awaitLinks" -> throw failure;
                case "close" -> throw new IllegalStateException("a container is left");
                default -> {
                  return method.getReturnType() == String.class ? "" : null;
                }
              }
            });
  }

  private void assertThatBothFailuresAreReported(Throwable failure) {
    assertThatThrownBy(() -> WorldKind.linked(failing(failure)))
        .isSameAs(failure)
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("a container is left"));
    assertThat(calls).endsWith("close");
  }

  @Test
  void linksThatAreMissingMatterMoreThanAWorldThatCannotBeClosed() {
    assertThatBothFailuresAreReported(new AssertionError("timed out waiting for links"));
  }

  @Test
  void failureOfANodeMattersMoreThanAWorldThatCannotBeClosed() {
    assertThatBothFailuresAreReported(new IllegalStateException("node 1 has failed"));
  }
}
