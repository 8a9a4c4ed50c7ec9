package io.ate.atedb;

import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A proof is verified by a program in another language, which shares nothing with this one but the format, not even the
 * cryptography. It takes a Python 3 as it comes.
 */
class ProofTest {
    private static final Path VERIFIER = Path.of("..", "examples", "src", "main", "python", "verify_proof.py");
    /** As many as fit into one run of that program; the places change from run to run of the test by the proof. */
    private static final int FLIPS = 500;

    @TempDir
    Path folder;

    private record Ran(int code, String said) {}

    private static Ran python(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(arguments);
        command.add(1, "-B"); // which leaves no compiled files beside the sources
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }

    @Test
    void aProofHoldsForWhoHasTheServersIdentityAndNothingElse() throws Exception {
        try (Village village = new Village(folder)) {
            Program alice = village.person("alice");
            for (int i = 0; i < 5; i++) {
                String id = alice.runWith("{\"n\":" + i + "}", "put", "notes", "note/" + i).out().strip();
                Path file = folder.resolve(i + ".json");
                Program.Ended proven = alice.run("prove", "notes", id, "--out", file.toString());
                assertThat(proven.code()).as(proven.err()).isZero();
                Ran verified = python(List.of(VERIFIER.toString(), file.toString(), fingerprint(village)));
                assertThat(verified.code).as(verified.said).isZero();
                assertThat(verified.said).contains("object " + id, "version " + (i + 1));
            }
            Program.Ended first = alice.run("prove", "notes", "note/0");
            assertThat(first.code()).as(first.err()).isZero();
            Path file = Files.writeString(folder.resolve("first.json"), first.out());
            assertThat(python(List.of(VERIFIER.toString(), file.toString(), fingerprint(village))).code).isZero();
            try (AteServer other = AteServer.inMemory()) {
                String another = other.address().substring(other.address().indexOf('#') + 1);
                assertThat(python(List.of(VERIFIER.toString(), file.toString(), another)).said)
                        .contains("the server is another one");
            }
            assertThat(alice.run("prove", "notes", "0".repeat(31) + "1").code()).isEqualTo(5);
        }
    }

    @Test
    void aFlippedBitAnywhereIsRefused() throws Exception {
        try (Village village = new Village(folder)) {
            Program alice = village.person("alice");
            var _ = alice.runWith("1", "put", "notes", "note/1");
            var _ = alice.runWith("2", "put", "notes", "note/2");
            Path file = Files.writeString(folder.resolve("proof.json"), alice.run("prove", "notes", "note/1").out());
            Path flips = Files.writeString(folder.resolve("flips.py"), """
                    import sys
                    sys.path.insert(0, sys.argv[1])
                    import verify_proof
                    with open(sys.argv[2], "rb") as file:
                        proof = file.read()
                    verify_proof.verify(proof.decode("ascii"), sys.argv[3])
                    head = list(range(0, 8 * min(len(proof), 1200)))
                    rest = range(8 * 1200, 8 * len(proof), max(1, 8 * len(proof) // %d) | 1)
                    for bit in head + list(rest) + list(range(8 * len(proof) - 16, 8 * len(proof))):
                        changed = bytearray(proof)
                        changed[bit // 8] ^= 1 << (bit %% 8)
                        try:
                            verify_proof.verify(bytes(changed).decode("ascii"), sys.argv[3])
                        except (verify_proof.Refused, ValueError, TypeError, RecursionError):
                            continue
                        sys.exit(f"bit {bit} of {8 * len(proof)} was not missed: {bytes(changed)[bit // 8 - 20:][:40]}")
                    print("all refused")
                    """.formatted(FLIPS));
            Ran ran = python(List.of(flips.toString(), VERIFIER.getParent().toString(), file.toString(),
                    fingerprint(village)));
            assertThat(ran.code).as(ran.said).isZero();
            assertThat(ran.said).isEqualTo("all refused\n");
        }
    }

    private static String fingerprint(Village village) {
        String address = village.server().address();
        return address.substring(address.indexOf('#') + 1);
    }
}
