package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final Journal journal = new Journal("relay.test");
  private final List<String> happened = new ArrayList<>();

  @Test
  void effectsHappenInOrderWhenTheCallbackHasReturned() {
    journal.runTrusted(
        "onPublish",
        () -> {
          note("first effect");
          note("second effect");
          happened.add("callback");
        });

    assertThat(happened).containsExactly("callback", "first effect", "second effect");
  }

  @Test
  void effectsHappenOnce() {
    journal.runTrusted("onPublish", () -> note("effect"));
    journal.runTrusted("onPublish", () -> happened.add("callback"));

    assertThat(happened).containsExactly("effect", "callback");
  }

  @Test
  void nothingHappensWhenTheCallbackThrows() {
    IllegalStateException bug = new IllegalStateException("a bug");

    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.runTrusted(
                    "onPublish",
                    () -> {
                      note("effect");
                      throw bug;
                    }))
        .withMessage(
            "plugin relay.test failed in onPublish: java.lang.IllegalStateException: a bug")
        .withCause(bug);

    journal.runTrusted("onPeerUp", () -> note("later effect"));
    assertThat(happened).containsExactly("later effect");
  }

  @Test
  void lackOfMemoryIsNotBlamedOnThePluginThatItHits() {
    OutOfMemoryError full = new OutOfMemoryError("thrown by a test");

    assertThatThrownBy(
            () ->
                journal.runTrusted(
                    "onPublish",
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThatThrownBy(
            () ->
                PluginFailure.guard(
                    "relay.test",
                    "create",
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
  }

  @Test
  void nothingHappensWhenTheCallbackFoundGarbage() throws InvalidProtocolBufferException {
    InvalidProtocolBufferException garbage = new InvalidProtocolBufferException("garbage");

    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(
            () ->
                journal.run(
                    "onControl",
                    () -> {
                      note("effect");
                      throw garbage;
                    }))
        .isSameAs(garbage);

    journal.run("onControl", () -> note("later effect"));
    assertThat(happened).containsExactly("later effect");
  }

  @Test
  void anErrorIsThePluginsFailureToo() {
    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.run(
                    "onControl",
                    () -> {
                      throw new StackOverflowError();
                    }))
        .withMessageContainingAll("relay.test", "onControl")
        .withCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void refusesUseOutsideACallback() {
    assertThatIllegalStateException()
        .isThrownBy(() -> note("effect"))
        .withMessage("the relay context is for use inside callbacks only");

    journal.runTrusted("onPublish", () -> happened.add("callback"));
    assertThatIllegalStateException().isThrownBy(() -> note("effect"));
    assertThat(happened).containsExactly("callback");
  }

  @Test
  void refusesUseInsideAnEffect() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> journal.runTrusted("onPublish", () -> journal.add(() -> note("too late"))));
    assertThat(happened).isEmpty();
  }

  @Test
  void refusesUseAfterACallbackThatThrew() {
    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.runTrusted(
                    "onPublish",
                    () -> {
                      throw new IllegalStateException("a bug");
                    }));

    assertThatIllegalStateException().isThrownBy(() -> note("effect"));
  }

  private void note(String effect) {
    journal.add(() -> happened.add(effect));
  }
}
