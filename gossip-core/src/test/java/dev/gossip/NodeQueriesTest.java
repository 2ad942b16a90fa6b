package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions of the application that are answered on the node's thread. */
@Timeout(60)
class NodeQueriesTest {
  private final HandDriver driver = new HandDriver();

  @Test
  void answerOfTheNodesThreadReachesTheOneThatAsks() throws Exception {
    CompletableFuture<String> asked =
        CompletableFuture.supplyAsync(() -> NodeQueries.ask(driver, () -> "answer"));

    driver.tasks.take().run();

    assertThat(asked.get()).isEqualTo("answer");
  }

  @Test
  void lackOfMemoryReachesTheDriverAndTheThreadThatAsks() throws Exception {
    OutOfMemoryError error = new OutOfMemoryError("not really");
    CompletableFuture<String> asked =
        CompletableFuture.supplyAsync(
            () ->
                NodeQueries.ask(
                    driver,
                    () -> {
                      throw error;
                    }));

    assertThatThrownBy(() -> driver.tasks.take().run()).isSameAs(error);

    assertThatThrownBy(asked::get).hasRootCause(error);
  }
}
