package io.ate.atedb;

import io.ate.network.LastingPort;
import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that is killed again and again and started anew at the same place. Confined to one thread. */
final class MortalServer implements AutoCloseable {
    private final Birth birth;
    private final String address;
    private ChildProgram present;

    /** Starts a server on that port. */
    @FunctionalInterface
    interface Birth {
        ChildProgram on(int port) throws IOException;
    }

    MortalServer(Birth birth) throws IOException {
        this.birth = birth;
        this.present = birth.on(LastingPort.any());
        this.address = present.line();
    }

    /** The address that every one of its lives has. */
    String address() {
        return address;
    }

    /** Dies by SIGKILL, and lives again. */
    void dieAndComeBack() throws IOException, InterruptedException {
        present.kill();
        present = birth.on(Integer.parseInt(address.replaceFirst(".*:(\\d+)/.*", "$1")));
        assertThat(present.line()).isEqualTo(address);
    }

    @Override
    public void close() {
        present.close();
    }
}
