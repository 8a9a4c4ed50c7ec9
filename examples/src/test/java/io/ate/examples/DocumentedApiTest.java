package io.ate.examples;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a program may use of the libraries says in its Javadoc what it is. */
class DocumentedApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"ate-core", "ate-client", "ate-server"})
    void everyPublicTypeAndMethodHasItsJavadoc(String library) throws IOException {
        assertThat(undocumented(sources(library))).isEmpty();
    }

    private static List<Path> sources(String library) throws IOException {
        Path root = Path.of("..", library, "src", "main", "java");
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> found = files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> !root.relativize(each).toString().contains("internal"))
                    .toList();
            assertThat(found).hasSizeGreaterThan(3);
            return found;
        }
    }

    private static List<String> undocumented(List<Path> sources) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask parsing = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjectsFromPaths(sources));
            DocTrees comments = DocTrees.instance(parsing);
            List<String> missing = new ArrayList<>();
            for (CompilationUnitTree unit : parsing.parse()) {
                new Missing(comments, missing).scan(unit, null);
            }
            return missing;
        }
    }

    /** Collects what has no comment of those who are to be read by everybody. */
    private static final class Missing extends TreePathScanner<Void, Void> {
        private final DocTrees comments;
        private final List<String> found;

        Missing(DocTrees comments, List<String> found) {
            this.comments = comments;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isPublic(type.getModifiers())) {
                return null; // nor is what it has for everybody
            }
            demandComment(type.getSimpleName().toString());
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (isPublic(method.getModifiers()) && !saysItself(method)) {
                demandComment(method.getName().toString());
            }
            return null; // what is declared inside is nobody's
        }

        @Override
        public Void visitVariable(VariableTree constant, Void nothing) {
            // Components of records are the record's to explain.
            if (isPublic(constant.getModifiers()) && constant.getModifiers().getFlags().contains(Modifier.STATIC)) {
                demandComment(constant.getName().toString());
            }
            return null;
        }

        /** The method of a supertype has the comment, and the record that of how it is made. */
        private boolean saysItself(MethodTree method) {
            ClassTree in = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            boolean isOverride = method.getModifiers()
                    .getAnnotations()
                    .stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
            boolean isHowARecordIsMade = in.getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
            return isOverride || isHowARecordIsMade;
        }

        /** What an interface has is public without saying so. */
        private boolean isPublic(ModifiersTree modifiers) {
            TreePath around = getCurrentPath().getParentPath();
            boolean isOfAnInterface = around.getLeaf().getKind() == Tree.Kind.INTERFACE
                    && !modifiers.getFlags().contains(Modifier.PRIVATE);
            return isOfAnInterface || modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED);
        }

        private void demandComment(String name) {
            if (comments.getDocComment(getCurrentPath()) == null) {
                found.add(getCurrentPath().getCompilationUnit().getSourceFile().getName() + ": " + name);
            }
        }
    }
}
