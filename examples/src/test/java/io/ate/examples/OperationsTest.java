package io.ate.examples;

import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the chapter for operators says of a server's pages. */
class OperationsTest {
    /** Are there as soon as there is something to count. */
    private static final Set<String> LATER = Set.of("ate_refusals_total", "ate_handshakes_failed_total");

    @Test
    void itNamesTheMetricsThatAServerHasAndNoOthers(@TempDir Path folder) throws IOException, InterruptedException {
        try (AteServer server = AteServer.open(folder.resolve("db"), ServerConfig.defaults().port(0));
                HttpClient http = HttpClient.newHttpClient()) {
            URI metrics = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
            String page = http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();

            Set<String> there = names("(?m)^# HELP (ate_[a-z_]+)", page);
            there.remove("ate_commit_latency_seconds_max"); // a part of the histogram beside it
            there.addAll(LATER);
            assertThat(names("`(ate_[a-z_]+)", Files.readString(Path.of("../doc/operations.md"))))
                    .containsExactlyInAnyOrderElementsOf(there);
        }
    }

    private static Set<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
