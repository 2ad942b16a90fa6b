package dev.gossip.core.engine.services;

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
  private final List<String> log = new ArrayList<>();

  @Test
  void effectsRunInOrderAfterTheCallbackReturned() {
    journal.run(
        "onPublish",
        () -> {
          addEffect("first effect");
          addEffect("second effect");
          log.add("callback");
        });

    assertThat(log).containsExactly("callback", "first effect", "second effect");
  }

  @Test
  void effectsRunOnce() {
    journal.run("onPublish", () -> addEffect("effect"));
    journal.run("onPublish", () -> log.add("callback"));

    assertThat(log).containsExactly("effect", "callback");
  }

  @Test
  void latestEffectIsKnownWhileTheCallbackRuns() {
    Runnable first = () -> assertThat(journal.latest()).as("while effects run").isNull();
    Runnable second = () -> log.add("second effect");
    journal.run(
        "onPublish",
        () -> {
          assertThat(journal.latest()).as("before the first effect").isNull();
          journal.add(first);
          assertThat(journal.latest()).isSameAs(first);
          journal.add(second);
          assertThat(journal.latest()).isSameAs(second);
        });

    assertThat(journal.latest()).as("after the callback").isNull();
    assertThat(log).containsExactly("second effect");
  }

  @Test
  void callbacksAreCountedWhenTheyBegin() {
    int before = journal.callbacks();
    journal.run("onPublish", () -> assertThat(journal.callbacks()).isEqualTo(before + 1));
    journal.run("onPeerUp", () -> {});

    assertThat(journal.callbacks()).isEqualTo(before + 2);
  }

  @Test
  void noEffectRunsIfTheCallbackThrows() {
    IllegalStateException bug = new IllegalStateException("a bug");

    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.run(
                    "onPublish",
                    () -> {
                      addEffect("effect");
                      throw bug;
                    }))
        .withMessage(
            "plugin relay.test failed in onPublish: java.lang.IllegalStateException: a bug")
        .withCause(bug);

    journal.run("onPeerUp", () -> addEffect("later effect"));
    assertThat(log).containsExactly("later effect");
  }

  @Test
  void outOfMemoryErrorIsNotBlamedOnThePlugin() {
    OutOfMemoryError full = new OutOfMemoryError("thrown by a test");

    assertThatThrownBy(
            () ->
                journal.run(
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
  void noEffectRunsIfTheCallbackReportsMalformedBytes() throws InvalidProtocolBufferException {
    InvalidProtocolBufferException malformed = new InvalidProtocolBufferException("malformed");

    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(
            () ->
                journal.read(
                    "onControl",
                    () -> {
                      addEffect("effect");
                      throw malformed;
                    }))
        .isSameAs(malformed);

    journal.read("onControl", () -> addEffect("later effect"));
    assertThat(log).containsExactly("later effect");
  }

  @Test
  void errorIsAFailureOfThePlugin() {
    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.read(
                    "onControl",
                    () -> {
                      throw new StackOverflowError();
                    }))
        .withMessageContainingAll("relay.test", "onControl")
        .withCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void useOutsideACallbackIsRejected() {
    assertThatIllegalStateException()
        .isThrownBy(() -> addEffect("effect"))
        .withMessage("the context of relay.test is for use inside its callbacks only");

    journal.run("onPublish", () -> log.add("callback"));
    assertThatIllegalStateException().isThrownBy(() -> addEffect("effect"));
    assertThat(log).containsExactly("callback");
  }

  @Test
  void useInsideAnEffectIsRejected() {
    assertThatIllegalStateException()
        .isThrownBy(() -> journal.run("onPublish", () -> journal.add(() -> addEffect("too late"))));
    assertThat(log).isEmpty();
  }

  @Test
  void useAfterAThrowingCallbackIsRejected() {
    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.run(
                    "onPublish",
                    () -> {
                      throw new IllegalStateException("a bug");
                    }));

    assertThatIllegalStateException().isThrownBy(() -> addEffect("effect"));
  }

  @Test
  void effectsOfACallbackThatTheCallerRunsWaitForCommit() {
    journal.begin("admit");
    addEffect("first effect");
    addEffect("second effect");
    log.add("callback");
    journal.commit();

    assertThat(log).containsExactly("callback", "first effect", "second effect");
    assertThatIllegalStateException().isThrownBy(() -> addEffect("too late"));
  }

  @Test
  void abortForgetsTheEffectsAndNamesPluginAndCallback() {
    IllegalStateException bug = new IllegalStateException("a bug");
    journal.begin("admit");
    addEffect("effect");

    assertThat(journal.abort("admit", bug))
        .hasMessage("plugin relay.test failed in admit: java.lang.IllegalStateException: a bug")
        .hasCause(bug);
    assertThatIllegalStateException().isThrownBy(() -> addEffect("too late"));
    journal.begin("judge");
    addEffect("later effect");
    journal.commit();
    assertThat(log).containsExactly("later effect");
  }

  @Test
  void callbackInsideACallbackOrItsEffectsIsRejected() {
    journal.begin("admit");
    assertThatExceptionOfType(ReentrantCallException.class)
        .isThrownBy(() -> journal.begin("judge"))
        .withMessageContaining("judge");
    journal.add(
        () ->
            assertThatExceptionOfType(ReentrantCallException.class)
                .isThrownBy(() -> journal.run("judge", () -> log.add("callback"))));
    journal.commit();

    assertThat(log).isEmpty();
    journal.run("judge", () -> log.add("callback"));
    assertThat(log).containsExactly("callback");
  }

  @Test
  void effectThatThrowsEndsTheCallback() {
    journal.begin("admit");
    journal.add(
        () -> {
          throw new IllegalStateException("an effect");
        });
    addEffect("never");
    assertThatIllegalStateException().isThrownBy(journal::commit).withMessage("an effect");

    journal.run("judge", () -> addEffect("later effect"));
    assertThat(log).containsExactly("later effect");
  }

  @Test
  void requestedActionsCountUntilTheCallbackEnds() {
    journal.begin("create");
    assertThat(journal.requestedActions()).isZero();
    journal.addAction(() -> {});
    journal.add(() -> {});
    journal.addAction(() -> {});
    assertThat(journal.requestedActions()).isEqualTo(2);
    journal.commit();

    assertThat(journal.requestedActions()).isZero();
  }

  private void addEffect(String effect) {
    journal.add(() -> log.add(effect));
  }
}
