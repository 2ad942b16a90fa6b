package dev.gossip.rules;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A Java source as the rules see it, read by the parser of the JDK's own compiler.
 *
 * @param module the folder of the module, relative to the repository
 * @param test whether it is a test
 * @param name the file without {@code .java}
 * @param lines of the whole file
 * @param imports full names, as in {@code java.util.List}, {@code java.util.*} or, if static,
 *     {@code java.util.List.of}
 */
record JavaSource(
    String module,
    boolean test,
    String name,
    int lines,
    String packageName,
    List<String> imports,
    List<Method> methods) {

  private static final JavaCompiler COMPILER =
      Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JRE has no compiler");
  // Shared, as making one takes longer than parsing a file.
  private static final JavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

  /** The name of a constructor. */
  static final String CONSTRUCTOR = "<init>";

  /** The name of an initializer block of a class or of its instances. */
  static final String INITIALIZER = "<initializer>";

  /**
   * A method, constructor or initializer block with a body or without.
   *
   * @param type its class, with those around it, as in {@code Outer.Inner}
   * @param lines from its first modifier to its end; comments and annotations before it are not
   *     counted, as a table of test cases is no code
   * @param inRecord whether its class is a record
   */
  record Method(String type, String name, int lines, int parameters, boolean inRecord) {}

  /**
   * Parses a source.
   *
   * @throws IllegalArgumentException if it is no Java source
   */
  static JavaSource parse(String module, boolean test, String name, String text) {
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask)
            COMPILER.getTask(
                null, FILES, problems, List.of("-proc:none"), null, List.of(file(name, text)));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      String errors =
          problems.getDiagnostics().stream()
              .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
              .map(Diagnostic::toString)
              .collect(Collectors.joining("\n"));
      if (!errors.isEmpty()) {
        throw new IllegalArgumentException(errors);
      }
      Methods methods = new Methods(unit, Trees.instance(task).getSourcePositions(), text);
      methods.scan(unit, null);
      return new JavaSource(
          module,
          test,
          name,
          (int) text.lines().count(),
          unit.getPackageName() == null ? "" : unit.getPackageName().toString(),
          unit.getImports().stream().map(JavaSource::imported).toList(),
          List.copyOf(methods.found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String imported(ImportTree tree) {
    return tree.getQualifiedIdentifier().toString();
  }

  private static JavaFileObject file(String name, String text) {
    URI uri = URI.create("string:///" + name + JavaFileObject.Kind.SOURCE.extension);
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  /** Collects the methods of a file, also those of nested and anonymous classes. */
  private static final class Methods extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String text;
    private final Deque<ClassTree> types = new ArrayDeque<>();
    private final List<Method> found = new ArrayList<>();

    Methods(CompilationUnitTree unit, SourcePositions positions, String text) {
      this.unit = unit;
      this.positions = positions;
      this.text = text;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      types.addLast(type);
      for (Tree member : type.getMembers()) {
        if (member instanceof BlockTree) {
          add(INITIALIZER, 0, positions.getStartPosition(unit, member), member);
        }
      }
      super.visitClass(type, null);
      types.removeLast();
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      String name = method.getName().toString();
      add(name, method.getParameters().size(), begin(method), method);
      return super.visitMethod(method, null);
    }

    private void add(String name, int parameters, long begin, Tree member) {
      long first = unit.getLineMap().getLineNumber(begin);
      long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, member));
      String names =
          types.stream()
              .map(type -> type.getSimpleName().isEmpty() ? "anonymous" : type.getSimpleName())
              .collect(Collectors.joining("."));
      boolean inRecord = types.getLast().getKind() == Tree.Kind.RECORD;
      found.add(new Method(names, name, (int) (last - first + 1), parameters, inRecord));
    }

    /** Where a method begins, after its annotations. */
    private long begin(MethodTree method) {
      List<? extends AnnotationTree> annotations = method.getModifiers().getAnnotations();
      if (annotations.isEmpty()) {
        return positions.getStartPosition(unit, method);
      }
      long end = positions.getEndPosition(unit, annotations.get(annotations.size() - 1));
      while (Character.isWhitespace(text.charAt((int) end))) {
        end++;
      }
      return end;
    }
  }
}
