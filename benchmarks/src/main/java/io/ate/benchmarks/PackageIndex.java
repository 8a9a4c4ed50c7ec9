package io.ate.benchmarks;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Index;
import io.ate.IndexKey;
import io.ate.KeyBundle;
import io.ate.KeyRange;
import io.ate.Session;
import io.ate.TypeName;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long an index over the packages of a distribution takes to build, to answer and to follow, and what heap it
 * takes; server and client run in this process and talk over a socket.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.ate.benchmarks.PackageIndex [FILE]
 * </pre>
 *
 * The file holds a JSON object for each package, one to a line, compressed by gzip, with at least its
 * {@code package}, {@code section}, {@code size} and {@code description}; without one, as many are made up.
 */
public final class PackageIndex {
    private static final int MADE_UP = 63_666;
    private static final int TOGETHER = 1_000;
    private static final int QUESTIONS = 20_000;
    private static final int CHANGES = 500;
    private static final KeyRange<IndexKey<String, Long>> LARGE_SCIENCE = KeyRange.under("science",
            KeyRange.above(10_000_000L));
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofMinutes(10)).build();

    private PackageIndex() {}

    /** What is stored. */
    @TypeName("package")
    record Software(String name, String version, String section, long size, List<String> depends, String description) {
        Software grown(long by) {
            return new Software(name, version, section, size + by, depends, description);
        }
    }

    /** Measures, and prints what comes out. */
    public static void main(String[] arguments) throws IOException {
        List<Software> packages = arguments.length > 0 ? read(Path.of(arguments[0])) : madeUp();
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address(), PATIENT);
                KeyBundle keys = KeyBundle.generate();
                Chain chain = client.open("bench/packages", Session.of(keys))) {
            for (int from = 0; from < packages.size(); from += TOGETHER) {
                List<Software> some = packages.subList(from, Math.min(packages.size(), from + TOGETHER));
                chain.run(dio -> some.forEach(dio::store));
            }
            measure(chain);
        }
    }

    private static void measure(Chain chain) {
        index(chain).close(); // with what is read once, and is not the index: values, and code that gets quick
        long before = heap();
        long began = System.nanoTime();
        try (Index<Software, IndexKey<String, Long>> bySize = index(chain)) {
            double built = (System.nanoTime() - began) / 1e9;
            int size = bySize.all().size();
            IO.println(
                    String.format(Locale.ROOT, "%,d packages: built in %.2f s, %d bytes of heap for each", size, built,
                            (heap() - before) / size));
            IO.println(String.format(Locale.ROOT, "%d of them are found", bySize.range(LARGE_SCIENCE).size()));
            ask("keys and references", () -> bySize.range(LARGE_SCIENCE)
                    .stream()
                    .mapToInt(
                            each -> each.key().hashCode() + each.ref().hashCode())
                    .sum());
            ask("keys, references and values", () -> bySize.range(LARGE_SCIENCE)
                    .stream()
                    .mapToInt(
                            each -> each.ref().hashCode() + each.value().hashCode())
                    .sum());
            follow(chain, bySize);
        }
    }

    private static Index<Software, IndexKey<String, Long>> index(Chain chain) {
        return chain.index(Software.class, each -> IndexKey.of(each.section(), each.size()));
    }

    private static void ask(String what, IntSupplier question) {
        long first = System.nanoTime();
        int sum = question.getAsInt();
        first = System.nanoTime() - first;
        long[] nanos = new long[QUESTIONS];
        for (int i = 0; i < QUESTIONS; i++) {
            long began = System.nanoTime();
            int again = question.getAsInt();
            nanos[i] = System.nanoTime() - began;
            if (again != sum) {
                throw new IllegalStateException("two answers to one question");
            }
        }
        print(what + ", the first time " + first / 1_000 + " µs, then", nanos);
    }

    /** From the call of the commit until the index shows it, the commit itself told apart. */
    private static void follow(Chain chain, Index<Software, IndexKey<String, Long>> bySize) {
        DaoRef<Software> changed = bySize.range(LARGE_SCIENCE).getFirst().ref();
        long[] commits = new long[CHANGES];
        long[] behind = new long[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            long began = System.nanoTime();
            chain.run(dio -> dio.load(changed).update(each -> each.grown(1)));
            long committed = System.nanoTime();
            bySize.await(chain.sequence());
            behind[i] = System.nanoTime() - committed;
            commits[i] = committed - began;
        }
        print("a change is committed after", commits);
        print("and after that shown within", behind);
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        IO.println(String.format(Locale.ROOT, "%s: median %.1f µs, 99th percentile %.1f µs", what,
                nanos[nanos.length / 2] / 1e3, nanos[nanos.length * 99 / 100] / 1e3));
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<Software> read(Path file) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> read(json.readTree(line))).toList();
        }
    }

    private static Software read(JsonNode line) {
        List<String> depends = new ArrayList<>();
        line.path("depends").forEach(each -> depends.add(each.asString()));
        return new Software(line.path("package").asString(), line.path("version").asString(""),
                line.path("section").asString(), line.path("size").asLong(), depends,
                line.path("description").asString(""));
    }

    /** Few sections have most, and few packages are large. */
    private static List<Software> madeUp() {
        Random random = new Random(1);
        List<Software> packages = new ArrayList<>();
        for (int i = 0; i < MADE_UP; i++) {
            int section = (int) (58 * Math.pow(random.nextDouble(), 2));
            long size = (long) Math.exp(12 + 2.4 * random.nextGaussian());
            packages.add(new Software("package-" + i, "1." + i, section == 13 ? "science" : "section-" + section, size,
                    List.of("libc6 (>= 2.34)", "package-" + random.nextInt(MADE_UP)), "x".repeat(60)));
        }
        return packages;
    }
}
