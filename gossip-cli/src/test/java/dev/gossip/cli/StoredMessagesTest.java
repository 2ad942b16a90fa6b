package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredMessagesTest {

  @Test
  void messagesAreNumberedFromOne() {
    StoredMessages messages = new StoredMessages(10, 10_000);
    add(messages, "a", "b");

    assertThat(messages.after(0).last()).isEqualTo(2);
    assertThat(numbers(messages.after(0))).containsExactly(1L, 2L);
    assertThat(numbers(messages.after(1))).containsExactly(2L);
    assertThat(numbers(messages.after(2))).isEmpty();
  }

  @Test
  void beforeTheFirstThereIsNothing() {
    StoredMessages.Page page = new StoredMessages(10, 10_000).after(0);

    assertThat(page).isEqualTo(new StoredMessages.Page(0, 0, List.of()));
  }

  @Test
  void theEldestAreForgottenAndItIsSaidHowManyWereMissed() {
    StoredMessages messages = new StoredMessages(3, 10_000);
    add(messages, "a", "b", "c", "d", "e");

    assertThat(messages.size()).isEqualTo(3);
    assertThat(numbers(messages.after(0))).containsExactly(3L, 4L, 5L);
    assertThat(messages.after(0).missed()).isEqualTo(2);
    assertThat(messages.after(1).missed()).isEqualTo(1);
    assertThat(messages.after(2).missed()).isZero();
    assertThat(numbers(messages.after(4))).containsExactly(5L);
    assertThat(messages.after(4).missed()).isZero();
  }

  @Test
  void largeMessagesAreForgottenSooner() {
    StoredMessages messages = new StoredMessages(100, 1_000);
    add(messages, "x".repeat(400), "x".repeat(400), "x".repeat(400));

    assertThat(numbers(messages.after(0))).containsExactly(2L, 3L);
  }

  @Test
  void messageThatIsLargerThanAllMayBeIsMissed() {
    StoredMessages messages = new StoredMessages(100, 1_000);
    add(messages, "x".repeat(2_000));

    assertThat(messages.after(0)).isEqualTo(new StoredMessages.Page(1, 1, List.of()));
  }

  @Test
  void numberFromBeforeARestartIsTakenForTheLast() {
    StoredMessages messages = new StoredMessages(10, 10_000);
    add(messages, "a");

    assertThat(messages.after(99)).isEqualTo(new StoredMessages.Page(1, 0, List.of()));
  }

  private static void add(StoredMessages messages, String... texts) {
    for (String text : texts) {
      JsonObject json = new JsonObject();
      json.addProperty("event", "delivered");
      json.addProperty("text", text);
      messages.add(json);
    }
  }

  private static List<Long> numbers(StoredMessages.Page page) {
    return page.messages().stream()
        .map(json -> JsonParser.parseString(json).getAsJsonObject().get("number").getAsLong())
        .toList();
  }
}
