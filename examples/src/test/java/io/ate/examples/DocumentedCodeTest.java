package io.ate.examples;

import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The code that the documentation shows: it stands somewhere where the build compiles and runs it. */
class DocumentedCodeTest {
    record Transaction(String what, BigDecimal amount) {}

    record Account(String name, BigDecimal balance) {
        static final Field.Vec<Transaction> TRANSACTIONS = Field.vec("transactions", Transaction.class);

        Account plus(BigDecimal amount) {
            return new Account(name, balance.add(amount));
        }
    }

    @Test
    void theReadmesCodeIsThatOfTheExamples() throws IOException {
        Path sources = Path.of("src/main/java/io/ate/examples");
        String compiled = (Files.readString(sources.resolve("HelloWorld.java"))
                + Files.readString(sources.resolve("ServerClient.java"))).replaceAll("(?m)^ {4}", "");
        assertThat(MarkdownCode.blocks(Path.of("../README.md"))).isNotEmpty()
                .allSatisfy(block -> assertThat(compiled).contains(block));
    }

    @Test
    void theExamplesAreWrittenWithWhatEveryProgramMayUse() throws IOException {
        try (Stream<Path> examples = Files.list(Path.of("src/main/java/io/ate/examples"))) {
            assertThat(examples).hasSizeGreaterThan(10)
                    .allSatisfy(each -> assertThat(Files.readString(each)).as(each.toString())
                            .doesNotContain(".internal."));
        }
    }

    @Test
    void theDesignsWayToAServerIsWrittenLikeThat(@TempDir Path folder) throws InterruptedException {
        Path file = folder.resolve("alice.key");
        try (KeyBundle keys = KeyBundle.generate()) {
            keys.save(file);
        }
        BigDecimal pay = new BigDecimal("2000.00");
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address()); // no I/O yet
                KeyBundle alice = KeyBundle.load(file);
                Chain notes = client.open("example.com/alice/notes", Session.of(alice));
                Changes changes = notes.changes(Position.NOW)) {
            notes.run(dio -> {
                Dao<Account> account = dio.store(new Account("Current", BigDecimal.ZERO));
                account.in(Account.TRANSACTIONS).add(new Transaction("salary", pay));
                account.update(a -> a.plus(pay)); // plus is the record's own method
            }); // one atomic commit, durable at the server
            DaoRef<Account> gone = notes.store(new Account("Savings", pay));
            notes.delete(gone);

            assertThat(List.of(told(changes.take()), told(changes.take()), told(changes.take()), told(changes.take())))
                    .containsExactly("1 stored 2000.00", "2 stored salary", "3 stored 2000.00",
                            "4 deleted " + gone.key());
            client.create("example.com/alice/checked", Session.of(alice), Genesis.of(Rules.inherit()).distributed())
                    .close();
        }
    }

    private static String told(Change<JsonNode> change) {
        List<String> told = new ArrayList<>();
        switch (change) {
            case Change.Stored<JsonNode>(var sequence, var ref, var stored) -> told.add(sequence + " stored "
                    + stored.value().path(ref.type().name().equals("Account") ? "balance" : "what").asString());
            case Change.Deleted<JsonNode> gone -> told.add(gone.sequence() + " deleted " + gone.ref());
        }
        return told.getFirst();
    }
}
