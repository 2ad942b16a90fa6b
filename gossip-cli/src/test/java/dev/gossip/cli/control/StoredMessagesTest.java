package dev.gossip.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredMessagesTest {
  private static final String RUN = "0123456789abcdef";

  @Test
  void messagesAreNumberedFromOne() {
    StoredMessages messages = new StoredMessages(RUN, 10, 10_000);
    add(messages, "a", "b");

    assertThat(messages.after(new Cursor("", 0)).next()).isEqualTo(new Cursor(RUN, 2));
    assertThat(numbers(messages.after(new Cursor("", 0)))).containsExactly(1L, 2L);
    assertThat(numbers(messages.after(new Cursor("", 1)))).containsExactly(2L);
    assertThat(numbers(messages.after(new Cursor("", 2)))).isEmpty();
  }

  @Test
  void pageBeforeTheFirstMessageIsEmpty() {
    StoredMessages.Page page = new StoredMessages(RUN, 10, 10_000).after(Cursor.FIRST);

    assertThat(page).isEqualTo(page(0, 0));
  }

  @Test
  void oldestMessagesAreDroppedAndCountedAsMissed() {
    StoredMessages messages = new StoredMessages(RUN, 3, 10_000);
    add(messages, "a", "b", "c", "d", "e");

    assertThat(messages.size()).isEqualTo(3);
    assertThat(numbers(messages.after(new Cursor("", 0)))).containsExactly(3L, 4L, 5L);
    assertThat(messages.after(new Cursor("", 0)).missed()).isEqualTo(2);
    assertThat(messages.after(new Cursor("", 1)).missed()).isEqualTo(1);
    assertThat(messages.after(new Cursor("", 2)).missed()).isZero();
    assertThat(numbers(messages.after(new Cursor("", 4)))).containsExactly(5L);
    assertThat(messages.after(new Cursor("", 4)).missed()).isZero();
  }

  @Test
  void largeMessagesAreDroppedSooner() {
    StoredMessages messages = new StoredMessages(RUN, 100, 1_000);
    add(messages, "x".repeat(400), "x".repeat(400), "x".repeat(400));

    assertThat(numbers(messages.after(new Cursor("", 0)))).containsExactly(2L, 3L);
  }

  @Test
  void messageLargerThanTheWholeStoreIsMissed() {
    StoredMessages messages = new StoredMessages(RUN, 100, 1_000);
    add(messages, "x".repeat(2_000));

    assertThat(messages.after(new Cursor("", 0))).isEqualTo(page(1, 1));
  }

  @Test
  void cursorOfThisRunIsNotARestart() {
    StoredMessages messages = new StoredMessages(RUN, 10, 10_000);
    add(messages, "a", "b");

    StoredMessages.Page page = messages.after(new Cursor(RUN, 1));

    assertThat(page.restarted()).isFalse();
    assertThat(numbers(page)).containsExactly(2L);
  }

  @Test
  void cursorOfAnotherRunIsARestartAndSkipsNothing() {
    StoredMessages messages = new StoredMessages(RUN, 2, 10_000);
    add(messages, "a", "b", "c");

    StoredMessages.Page page = messages.after(new Cursor("00000000000000ff", 2));

    assertThat(page.restarted()).isTrue();
    assertThat(page.missed()).isEqualTo(1);
    assertThat(numbers(page)).containsExactly(2L, 3L);
  }

  @Test
  void numberNotYetReachedIsARestart() {
    StoredMessages messages = new StoredMessages(RUN, 10, 10_000);
    add(messages, "a");

    StoredMessages.Page page = messages.after(new Cursor("", 99));

    assertThat(page.restarted()).isTrue();
    assertThat(numbers(page)).containsExactly(1L);
  }

  private static StoredMessages.Page page(long last, long missed) {
    return new StoredMessages.Page(new Cursor(RUN, last), false, missed, List.of());
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
