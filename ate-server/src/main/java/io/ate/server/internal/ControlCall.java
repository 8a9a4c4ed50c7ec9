package io.ate.server.internal;

import io.ate.AteException;
import io.ate.server.Backups;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/** A command that is given to the server which runs on a data folder. Immutable. */
record ControlCall(ControlPlace place) {

    /**
     * Has the server carry out the command, and waits for that; empty if no server listens there.
     *
     * @throws AteException if it fails, with what the server says
     */
    Optional<Map<String, String>> run(ControlMessage.Command command, Backups.Progress progress) throws IOException {
        if (!Files.exists(place.socket())) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                var _ = place.use(channel::connect);
            } catch (SocketException _) {
                return Optional.empty(); // left by a server that was killed; whether one runs, the store's lock says
            }
            command.send(channel);
            while (true) {
                switch (ControlMessage.receive(channel)) {
                    case ControlMessage.Progress(String what, long done, long total) -> progress.at(what, done, total);
                    case ControlMessage.Done(Map<String, String> terms) -> {
                        return Optional.of(terms);
                    }
                    case ControlMessage.Failed(String text) -> throw new AteException(text);
                    case ControlMessage.Command _ -> throw new IOException("the server answered with a command");
                }
            }
        }
    }
}
