package dev.gossip.testkit.contract;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Counts what can be reached from an object. Unlike the used heap this is the same on every machine
 * and at every run. The JDK's own classes are closed to reflection, but its collections can be
 * asked for their content; what else it keeps, such as a {@code BitSet}, counts as one object. So
 * do the values of the plugin API, such as a message.
 */
final class ObjectGraph {
  private static final int BYTES_LIKE_AN_OBJECT = 32;

  private final Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Reached> open = new ArrayDeque<>();
  private long count;
  private long largestSize;
  private String largest = "no collection";

  /** An object, and the fields on the way to it. */
  private record Reached(Object object, String path) {}

  /** Thrown when a class does not let itself be looked into. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClosedException(Class<?> type, InaccessibleObjectException cause) {
      super(
          type.getName()
              + " cannot be looked into, so what it keeps is not checked; open its package to"
              + " dev.gossip.testkit",
          cause);
    }
  }

  private ObjectGraph() {}

  /**
   * Goes through what there is.
   *
   * @param roots where to begin; static fields of the classes that are met count, too
   * @param strangers not to be counted, nor what only they hold
   */
  static ObjectGraph of(List<Object> roots, List<Object> strangers) {
    ObjectGraph graph = new ObjectGraph();
    graph.met.addAll(strangers);
    roots.forEach(root -> graph.reach(root, nameOf(root.getClass())));
    while (!graph.open.isEmpty()) {
      graph.visit(graph.open.pop());
    }
    return graph;
  }

  /** How many objects there are; large arrays of numbers count as several. */
  long count() {
    return count;
  }

  /** The collection or array with the most elements, by the fields that lead to it. */
  String largest() {
    return largest + " (" + largestSize + ")";
  }

  private void reach(@Nullable Object object, String path) {
    if (object != null && met.add(object)) {
      open.push(new Reached(object, path));
    }
  }

  private void visit(Reached reached) {
    Object object = reached.object;
    String inside = reached.path + "[]";
    Class<?> type = object.getClass();
    if (object instanceof Class<?> || object instanceof ClassLoader || object instanceof Thread) {
      return;
    }
    count++;
    if (object instanceof Object[] elements) {
      holds(elements.length, reached.path);
      for (Object element : elements) {
        reach(element, inside);
      }
    } else if (type.isArray()) {
      holds(Array.getLength(object), reached.path);
      count += (long) Array.getLength(object) * bytesOf(type) / BYTES_LIKE_AN_OBJECT;
    } else if (object instanceof Map<?, ?> map) {
      holds(map.size(), reached.path);
      map.forEach(
          (key, value) -> {
            reach(key, inside);
            reach(value, inside);
          });
    } else if (object instanceof Collection<?> collection) {
      holds(collection.size(), reached.path);
      collection.forEach(element -> reach(element, inside));
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(value -> reach(value, inside));
    } else if (object instanceof AtomicReference<?> reference) {
      reach(reference.get(), inside);
    }
    if (!isValue(type)) {
      visitFields(reached);
    }
  }

  private void holds(int size, String path) {
    if (size > largestSize) {
      largestSize = size;
      largest = path;
    }
  }

  private void visitFields(Reached reached) {
    Class<?> type = reached.object.getClass();
    for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
      visitFields(owner, reached.object, reached.path);
    }
    // A lambda's class has no fields of the class that it is written in.
    visitFields(type.getNestHost(), null, nameOf(type.getNestHost()));
  }

  /** Static fields, and those of an object if there is one. */
  private void visitFields(Class<?> owner, @Nullable Object object, String path) {
    if (isOfTheJdk(owner)) {
      return;
    }
    for (Field field : owner.getDeclaredFields()) {
      boolean isStatic = Modifier.isStatic(field.getModifiers());
      if (!field.getType().isPrimitive() && (isStatic || object != null)) {
        reach(
            valueOf(field, isStatic ? null : object),
            (isStatic ? nameOf(owner) : path) + "." + field.getName());
      }
    }
  }

  private static @Nullable Object valueOf(Field field, @Nullable Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (InaccessibleObjectException e) {
      throw new ClosedException(field.getDeclaringClass(), e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Also of classes without a name of their own. */
  private static String nameOf(Class<?> type) {
    return type.getName().substring(type.getName().lastIndexOf('.') + 1);
  }

  private static boolean isValue(Class<?> type) {
    return type.getName().startsWith("dev.gossip.api.")
        || type.getName().startsWith("com.google.protobuf.");
  }

  private static boolean isOfTheJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static int bytesOf(Class<?> array) {
    Class<?> type = array.getComponentType();
    if (type == long.class || type == double.class) {
      return Long.BYTES;
    }
    if (type == int.class || type == float.class) {
      return Integer.BYTES;
    }
    return type == short.class || type == char.class ? Short.BYTES : 1;
  }
}
