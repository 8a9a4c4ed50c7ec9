package io.ate.examples;

import io.ate.Chain;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.Registration;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Type;
import io.ate.TypeName;
import io.ate.TypeVersion;
import io.ate.Upcaster;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of versions of types, and of changes that are merged. */
class GuideConflictsTest {
    // guide: versions
    @TypeName("employee")
    @TypeVersion(value = 2, upcaster = EmployeeUpcaster.class)
    record Employee(String first, String last) {}

    static final class EmployeeUpcaster implements Upcaster {
        @Override
        public ObjectNode upcast(int from, ObjectNode stored) { // from is 1: {"name": "Ada Lovelace"}
            String[] names = stored.remove("name").stringValue().split(" ", 2);
            return stored.put("first", names[0]).put("last", names[1]);
        }
    }
    // end

    // guide: merge-rule
    @MergedBy(value = StockMerge.class, online = true)
    record Stock(String article, int pieces) {
        Stock plus(int more) {
            return new Stock(article, pieces + more);
        }
    }

    static final class StockMerge implements MergeRule<Stock> {
        @Override
        public Stock merge(Merge<Stock> versions) {
            int mine = versions.mine().pieces() - versions.base().pieces();
            if (versions.theirs().pieces() + mine < 0) {
                throw versions.conflict("pieces"); // nobody takes what is not there
            }
            return versions.theirs().plus(mine);
        }
    }
    // end

    record Card(String name, String phone, List<String> tags) {
        Card calling(String number) {
            return new Card(name, number, tags);
        }

        Card named(String other) {
            return new Card(other, phone, tags);
        }
    }

    @Test
    void valuesOfEarlierVersionsAreReadAndStoredAnew() {
        try (Chain chain = Chain.temporary()) {
            var old = chain.store(Type.tree("employee"), new JsonMapper().readTree("{\"name\":\"Ada Lovelace\"}"));
            DaoRef<Employee> ada = DaoRef.of(Employee.class, old.key());

            assertThat(chain.get(ada)).isEqualTo(new Employee("Ada", "Lovelace"));
            chain.run(dio -> dio.load(ada).update(e -> new Employee(e.first(), "King")));
            assertThat(chain.get(old)).hasToString("{\"first\":\"Ada\",\"last\":\"King\",\"@version\":2}");
        }
    }

    @Test
    void whatTwoAddAtOnceIsAddedUp() {
        try (Chain chain = Chain.temporary()) {
            DaoRef<Stock> nails = chain.store(new Stock("nails", 10));
            // guide: online
            CompletableFuture<Stock> taken = chain.commitAsync(dio -> {
                Dao<Stock> stock = dio.load(nails);
                chain.run(other -> other.load(nails).update(s -> s.plus(100))); // somebody else is quicker
                return stock.update(s -> s.plus(-4));
            });
            Stock asSeen = taken.join(); // 6 pieces: what the body saw
            Stock inTheChain = chain.get(nails); // 106 pieces
            // end
            assertThat(asSeen).isEqualTo(new Stock("nails", 6));
            assertThat(inTheChain).isEqualTo(new Stock("nails", 106));
            int[] runs = new int[1];
            chain.run(dio -> {
                Dao<Stock> stock = dio.load(nails);
                runs[0]++;
                chain.run(other -> other.load(nails).update(s -> s.plus(-100)));
                stock.update(s -> s.plus(-1));
            });
            assertThat(runs).as("runs of a body that is merged").containsExactly(1);
            assertThat(chain.get(nails)).isEqualTo(new Stock("nails", 5));
        }
    }

    @Test
    void whatDifferentProgramsChangeInDifferentFieldsIsBothKept() {
        try (KeyBundle alice = KeyBundle.generate();
                AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address());
                AteClient two = AteClient.create(server.address());
                Chain chain = one.open("example.com/alice/cards", Session.of(alice));
                Chain others = two.openExisting("example.com/alice/cards", Session.of(alice))) {
            DaoRef<Card> card = chain.store(new Card("Ada", "", List.of()));
            others.await(chain.sequence());

            others.run(dio -> dio.load(card).update(c -> c.named("Augusta")));
            // guide: merged-later
            try (Registration _ = chain.onRefused(refusal -> {
                if (refusal instanceof ConflictException conflict) {
                    IO.println(conflict.objects() + " was changed by others, too: " + conflict.fields());
                }
            })) {
                chain.with(Scope.NONE).run(dio -> dio.load(card).update(c -> c.calling("1815")));
            }
            // end
            chain.await(others.sequence());
            chain.run(dio -> dio.load(card).update(c -> c)); // behind all that was sent before
            assertThat(chain.get(card)).isEqualTo(new Card("Augusta", "1815", List.of()));
        }
    }
}
