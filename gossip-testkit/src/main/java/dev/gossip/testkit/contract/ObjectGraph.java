package dev.gossip.testkit.contract;

import dev.gossip.api.TimerHandle;
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
 * Counts the objects that are reachable from given roots. Unlike the used heap, the count is the
 * same on every machine and in every run. JDK classes are closed to reflection: the elements of JDK
 * collections are counted, any other JDK object, such as a {@code BitSet}, counts as one. A value
 * of the plugin API, such as a message or the handle of a timer, also counts as one.
 */
final class ObjectGraph {
  private static final int BYTES_LIKE_AN_OBJECT = 32;

  private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Reached> pending = new ArrayDeque<>();
  private long count;
  private long largestSize;
  private String largest = "no collection";

  /** An object and the path of fields that leads to it. */
  private record Reached(Object object, String path) {}

  /** Thrown when the fields of a class are not accessible by reflection. */
  static final class InaccessibleClassException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InaccessibleClassException(Class<?> type, InaccessibleObjectException cause) {
      super(
          type.getName()
              + " is not accessible by reflection, so its memory is not checked; open its package"
              + " to dev.gossip.testkit",
          cause);
    }
  }

  private ObjectGraph() {}

  /**
   * Visits all reachable objects.
   *
   * @param roots where to start; static fields of all visited classes count too
   * @param excluded objects that are not counted, nor is anything reachable only through them
   */
  static ObjectGraph of(List<Object> roots, List<Object> excluded) {
    ObjectGraph graph = new ObjectGraph();
    graph.visited.addAll(excluded);
    roots.forEach(root -> graph.reach(root, nameOf(root.getClass())));
    while (!graph.pending.isEmpty()) {
      graph.visit(graph.pending.pop());
    }
    return graph;
  }

  /** The number of objects. An array of numbers counts once per 32 bytes. */
  long count() {
    return count;
  }

  /** The path of the collection or array with the most elements, and their number. */
  String largest() {
    return largest + " (" + largestSize + ")";
  }

  private void reach(@Nullable Object object, String path) {
    if (object != null && visited.add(object)) {
      pending.push(new Reached(object, path));
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
    if (object instanceof TimerHandle) {
      // It leads to the node, and from there to the whole network; pending timers are counted.
      return;
    }
    if (object instanceof Object[] elements) {
      recordSize(elements.length, reached.path);
      for (Object element : elements) {
        reach(element, inside);
      }
    } else if (type.isArray()) {
      recordSize(Array.getLength(object), reached.path);
      count += (long) Array.getLength(object) * bytesOf(type) / BYTES_LIKE_AN_OBJECT;
    } else if (object instanceof Map<?, ?> map) {
      recordSize(map.size(), reached.path);
      map.forEach(
          (key, value) -> {
            reach(key, inside);
            reach(value, inside);
          });
    } else if (object instanceof Collection<?> collection) {
      recordSize(collection.size(), reached.path);
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

  private void recordSize(int size, String path) {
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
    // The class of a lambda does not have the static fields of its enclosing class.
    visitFields(type.getNestHost(), null, nameOf(type.getNestHost()));
  }

  /** Visits static fields and, if an object is given, its instance fields. */
  private void visitFields(Class<?> owner, @Nullable Object object, String path) {
    if (isJdkClass(owner)) {
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
      throw new InaccessibleClassException(field.getDeclaringClass(), e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class name without its package, also for anonymous classes. */
  private static String nameOf(Class<?> type) {
    return type.getName().substring(type.getName().lastIndexOf('.') + 1);
  }

  private static boolean isValue(Class<?> type) {
    return type.getName().startsWith("dev.gossip.api.")
        || type.getName().startsWith("com.google.protobuf.");
  }

  private static boolean isJdkClass(Class<?> type) {
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
