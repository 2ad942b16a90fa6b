package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.gossip.api.NodeContext;
import dev.gossip.api.Peer;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrappers pass on every method. A default method on a wrapped interface is a trap: a wrapper that
 * was written before the method compiles, and silently swallows its calls.
 */
class WrappersTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        NodeRuntime.class,
        DatagramSink.class,
        Driver.class,
        Transport.class,
        TransportContext.class,
        LinkEvents.class,
        NodeContext.class,
        RelayContext.class,
        SigningContext.class,
        SpamContext.class,
        PeerRecords.class,
        DiscoveryContext.class,
        MembershipContext.class,
        AddressBook.class
      })
  void delegatedInterfaceHasNoDefaultMethods(Class<?> type) {
    assertThat(type.getMethods()).noneMatch(Method::isDefault);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        RelayStrategy.class,
        SpamControl.class,
        MessageSigning.class,
        PeerDiscovery.class,
        Membership.class
      })
  void wrapperOverridesEveryMethod(Class<?> type) throws ClassNotFoundException {
    List<String> missing = new ArrayList<>();
    for (JavaClass found : ProductionClasses.ALL) {
      if (found.isAssignableTo(type) && !found.isInterface()) {
        Class<?> candidate = Class.forName(found.getName());
        if (wraps(candidate, type)) {
          missing.addAll(notOverridden(candidate, type));
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void wrapperThatForgetsAMethodIsFound() throws NoSuchMethodException {
    assertThat(wraps(Forgetful.class, SpamControl.class)).isTrue();
    assertThat(notOverridden(Forgetful.class, SpamControl.class))
        .contains(
            Forgetful.class.getName()
                + " does not override "
                + SpamControl.class.getMethod("onPeerUp", Peer.class));
  }

  private static boolean wraps(Class<?> candidate, Class<?> type) {
    return Arrays.stream(candidate.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .map(Field::getType)
        .anyMatch(type::isAssignableFrom);
  }

  private static List<String> notOverridden(Class<?> wrapper, Class<?> type) {
    List<String> missing = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      try {
        Method found = wrapper.getMethod(method.getName(), method.getParameterTypes());
        if (found.getDeclaringClass() == type) {
          missing.add(wrapper.getName() + " does not override " + method);
        }
      } catch (NoSuchMethodException e) {
        missing.add(wrapper.getName() + " does not have " + method);
      }
    }
    return missing;
  }

  /** Passes on what its author knew when it was written. */
  private record Forgetful(SpamControl wrapped) implements SpamControl {
    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return wrapped.admit(from, cost, amount);
    }
  }
}
