package io.ate.internal.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** What folders are to each other, and to the system. Stateless. */
final class Places {
    private static final Path MOUNTED = Path.of("/proc/self/mountinfo");
    /** Which field of a line there says where (proc_pid_mountinfo(5)). */
    private static final int WHERE = 4;

    private Places() {}

    /** Tells whether one of them is the other one, or in it. */
    static boolean overlap(Path one, Path other) throws IOException {
        Path first = real(one.toAbsolutePath().normalize());
        Path second = real(other.toAbsolutePath().normalize());
        return first.startsWith(second) || second.startsWith(first);
    }

    /** Where that leads, as far as it is there. */
    private static Path real(Path path) throws IOException {
        Path above = path.getParent();
        return Files.exists(path) || above == null ? path.toRealPath() : real(above).resolve(path.getFileName());
    }

    /** Tells whether a file system is mounted in that folder, which is there: nothing takes its place then. */
    static boolean isMountPoint(Path folder) throws IOException {
        Path real = folder.toRealPath();
        Path above = real.getParent();
        return above == null || !Objects.equals(device(real), device(above)) || isListed(real);
    }

    private static Object device(Path folder) throws IOException {
        return Files.getAttribute(folder, "unix:dev");
    }

    /** What is mounted from elsewhere on the same device tells by this alone. */
    private static boolean isListed(Path folder) throws IOException {
        if (!Files.isReadable(MOUNTED)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(MOUNTED, StandardCharsets.UTF_8)) {
            return lines.map(line -> line.split(" ", -1))
                    .anyMatch(fields -> fields.length > WHERE && fields[WHERE].equals(escaped(folder)));
        }
    }

    private static String escaped(Path folder) {
        return folder.toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
