package dev.gossip.repair;

import dev.gossip.api.relay.RelayContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** Counts the work that a node has offloaded and not got back. */
final class CodingCount {
  int now;
  int most;

  RelayContext counting(RelayContext context) {
    return (RelayContext)
        Proxy.newProxyInstance(
            CodingCount.class.getClassLoader(),
            new Class<?>[] {RelayContext.class},
            (proxy, method, arguments) -> {
              Object[] passed = arguments;
              if (method.getName().equals("offload")) {
                passed = new Object[] {arguments[0], counted(arguments[1])};
                now++;
                most = Math.max(most, now);
              }
              try {
                return method.invoke(context, passed);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Consumer<Object> counted(Object then) {
    @SuppressWarnings("unchecked")
    Consumer<Object> consumer = (Consumer<Object>) then;
    return result -> {
      now--;
      consumer.accept(result);
    };
  }
}
