package io.ate.server.internal;

import io.ate.AteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Commands to a running server, over a real socket. */
final class ControlSocketTest {
    @TempDir
    private Path data = Path.of("set by JUnit");

    private Optional<Map<String, String>> call(String name, Map<String, String> terms, List<String> heard)
            throws IOException {
        return new ControlCall(new ControlPlace(data)).run(new ControlMessage.Command(name, terms),
                (what, done, total) -> heard.add(what + " " + done + " of " + total));
    }

    @Test
    void aCommandIsCarriedOutAndItsProgressIsTold() throws Exception {
        List<String> heard = new ArrayList<>();
        try (ControlSocket _ = ControlSocket.open(data, Map.of("greet", (terms, told) -> {
            told.at("greeting", 1, 2);
            told.at("greeting", 2, 2);
            return Map.of("said", "hello " + terms.get("who"));
        }))) {
            assertThat(call("greet", Map.of("who", "Ä\n"), heard)).contains(Map.of("said", "hello Ä\n"));
            assertThat(call("greet", Map.of("who", "b"), heard)).contains(Map.of("said", "hello b"));
        }
        assertThat(heard).hasSize(4).startsWith("greeting 1 of 2", "greeting 2 of 2");
        assertThat(call("greet", Map.of(), heard)).as("nobody is there any more").isEmpty();
    }

    @Test
    void onlyTheOwnerReachesTheSocket() throws Exception {
        Files.createDirectory(data.resolve("control"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (ControlSocket _ = ControlSocket.open(data, Map.of())) {
            assertThat(Files.getPosixFilePermissions(data.resolve("control")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.getPosixFilePermissions(data.resolve("control/socket")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void whatFailsAndWhatIsUnknownIsTold() throws Exception {
        try (ControlSocket _ = ControlSocket.open(data, Map.of("fail", (_, _) -> {
            throw new AteException("the disk is away");
        }, "err", (_, _) -> {
            throw new IllegalStateException("a mistake");
        }))) {
            assertThatThrownBy(() -> call("fail", Map.of(), new ArrayList<>())).isInstanceOf(AteException.class)
                    .hasMessage("the disk is away");
            assertThatThrownBy(() -> call("err", Map.of(), new ArrayList<>())).isInstanceOf(AteException.class)
                    .hasMessageContaining("this is a mistake in the server");
            assertThatThrownBy(() -> call("dance", Map.of(), new ArrayList<>())).isInstanceOf(AteException.class)
                    .hasMessageContaining("knows no command dance");
        }
    }

    @Test
    void aPathThatIsTooLongForASocketIsReachedNevertheless() throws Exception {
        Path deep = data;
        for (int i = 0; i < 5; i++) {
            deep = Files.createDirectory(deep.resolve("a-folder-with-a-name-of-many-characters-" + i));
        }
        try (ControlSocket _ = ControlSocket.open(deep, Map.of("greet", (_, _) -> Map.of("said", "hello")))) {
            assertThat(new ControlCall(new ControlPlace(deep)).run(new ControlMessage.Command("greet", Map.of()),
                    (_, _, _) -> {
                    })).contains(Map.of("said", "hello"));
            assertThat(deep.resolve("control/socket")).exists();
        }
    }

    @Test
    void whoHasGoneIsNotWorkedForAnyLonger() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        try (ControlSocket _ = ControlSocket.open(data, Map.of("toil", (_, told) -> {
            begun.complete(null);
            try {
                while (true) {
                    told.at("toiling", 1, 0);
                }
            } catch (RuntimeException e) {
                ended.complete(e);
                throw e;
            }
        }))) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                var _ = new ControlPlace(data).use(channel::connect);
                new ControlMessage.Command("toil", Map.of()).send(channel);
                begun.join();
            }
            assertThat(ended.join()).isNotNull();
        }
    }

    @Test
    void closingCutsOffWhoWaitsAndWhoSaysNothing() throws Exception {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        try (SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            CompletableFuture<Void> waiting;
            try (ControlSocket _ = ControlSocket.open(data, Map.of("toil", (_, told) -> {
                begun.complete(null);
                while (true) {
                    told.at("toiling", 1, 0);
                }
            }))) {
                var _ = new ControlPlace(data).use(silent::connect);
                waiting = CompletableFuture.runAsync(() -> {
                    try {
                        var _ = call("toil", Map.of(), new ArrayList<>());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                begun.join();
            }
            assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(IOException.class);
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void whatIsTooLongOrMalformedEndsTheCallAndNothingElse() throws Exception {
        try (ControlSocket _ = ControlSocket.open(data, Map.of("greet", (_, _) -> Map.of("said", "hello")))) {
            for (byte[] bytes : new byte[][] {{0x7f, -1, -1, -1}, {0, 0, 0, 0}, {0, 0, 0, 1, 9}, {0, 0, 0, 2, 1, 7},
                {0, 0, 0, 3, 1, 1, 5}, {0, 0, 0, 1, 4}}) {
                try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    var _ = new ControlPlace(data).use(channel::connect);
                    channel.write(ByteBuffer.wrap(bytes));
                    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                }
            }
            assertThat(call("greet", Map.of(), new ArrayList<>())).isPresent();
        }
    }

    @Test
    void aSocketThatAKilledServerLeftIsReplaced() throws Exception {
        Files.createDirectory(data.resolve("control"));
        Files.createFile(data.resolve("control/socket"));
        assertThat(call("greet", Map.of(), new ArrayList<>())).isEmpty();
        try (ControlSocket _ = ControlSocket.open(data, Map.of("greet", (_, _) -> Map.of("said", "hello")))) {
            assertThat(call("greet", Map.of(), new ArrayList<>())).isPresent();
        }
    }
}
