package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CommitId;
import io.ate.CompactionPolicy;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.IndexKey;
import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.KeyRange;
import io.ate.Lock;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.Offline;
import io.ate.Page;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Service;
import io.ate.Session;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.Type;
import io.ate.Upcaster;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.client.KnownChains;
import io.ate.client.KnownServers;
import io.ate.extension.Compactor;
import io.ate.extension.Sink;
import io.ate.extension.Transformer;
import io.ate.extension.Validator;
import io.ate.server.AteServer;
import io.ate.server.BackupPlan;
import io.ate.server.ServerConfig;
import io.ate.server.ServerLimits;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** One of everything that users get from the library and hand to it. */
final class Specimens implements AutoCloseable {
    /** Interfaces of the library that it calls itself, and users implement. */
    static final Set<Class<?>> WRITTEN_BY_USERS = Set.of(Compactor.class, Sink.class, Validator.class,
            Transformer.class, Upcaster.class,
            MergeRule.class);

    private static final Field.Vec<String> LINES = Field.vec("lines", String.class);
    private static final Field.Vec<String> WORK = Field.vec("work", String.class);
    private static final Field.Map<String, String> NAMED = Field.map("named", String.class, String.class);
    private static final Field.Child<String> ONE = Field.child("one", String.class);
    private static final Field.Stream<String> EVENTS = Field.stream("events", String.class);
    private static final Service<String, String> ECHO = Service.of("echo", String.class, String.class);
    private static final Service.Streaming<String, String> ECHOES = Service.streaming("echoes", String.class,
            String.class);

    private final Path folder;
    private final KeyBundle keys;
    private final AteServer server = AteServer.inMemory();
    private final AteClient client = AteClient.create(server.address());
    private final Chain chain;
    private final DaoRef<String> object;
    private final DaoRef<String> line;
    private final Lock lock;
    private final List<Object> lasting;
    private List<Object> ofTheUnit = List.of();

    private Specimens(Path folder, KeyBundle keys) {
        this.folder = folder;
        this.keys = keys;
        Session session = Session.of(keys);
        chain = client.open("example.com/specimens", session).within(Duration.ofSeconds(10));
        object = chain.store("an object");
        line = chain.commit(dio -> {
            Dao<String> owner = dio.load(object);
            owner.in(NAMED).put("a", "an entry");
            owner.in(ONE).set("a child");
            return owner.in(LINES).add("a line").ref();
        });
        lock = chain.lock(line);
        chain.serve(ECHO, request -> request);
        BiFunction<String, String, String> either = (one, _) -> one;
        var index = chain.index(String.class, text -> text);
        lasting = List.of(server, client, chain, object, lock, session, keys, keys.publicKeys(), keys.id(),
                index, index.now(), index.all().getFirst(), KeyRange.all(),
                chain.view(String.class, "", either, either), chain.bus(object, LINES), chain.changes(Position.START),
                chain.checkpoint("specimen"), chain.outbox(), new CommitId(keys.id(), 1, 2, 3),
                chain.queue(object, WORK), chain.stream(object, EVENTS),
                chain.stream(object, EVENTS).subscribe(0), chain.submit(ECHO, "hello"), chain.foreign(object),
                chain.name(), chain.id(), Rules.inherit(), Genesis.of(Rules.inherit()), AteConfig.defaults(),
                AteConfig.builder(), CompactionPolicy.auto(), Offline.WAIT, ClientConfig.defaults(),
                ServerConfig.defaults(), BackupPlan.into(folder),
                ServerLimits.defaults(), KnownServers.inMemory(), KnownChains.in(folder), Type.of(String.class), ECHO,
                ECHOES, LINES, NAMED,
                ONE, EVENTS, Position.START, Page.Token.START, PrimaryKey.ZERO, new Merge<>("", "", ""),
                IndexKey.of("a", "b"), new MergeRule.FieldByField());
    }

    static Specimens of(Path folder, KeyBundle keys) {
        return new Specimens(folder, keys);
    }

    /** Runs {@code task} while there are specimens of what lives only within a unit of work. */
    void within(Runnable task) {
        chain.run(dio -> {
            Dao<String> dao = dio.load(object);
            ofTheUnit = List.of(dio, dao, dio.chainRules(), dao.in(LINES), dao.in(NAMED), dao.in(ONE), dao.in(EVENTS),
                    dao.in(NAMED).entries().findFirst().orElseThrow());
            task.run();
        });
    }

    /** What methods of {@code type} are called on. */
    Object of(Class<?> type) {
        return Stream.of(ofTheUnit, lasting)
                .flatMap(List::stream)
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no specimen of " + type));
    }

    /** What may be handed over for {@code parameter}. */
    Object argument(Parameter parameter) {
        Class<?> type = parameter.getType();
        @Nullable
        Object plain = plain(type, parameter.getName());
        if (plain != null) {
            return plain;
        }
        if (type.isInterface() && type.getPackageName().startsWith("io.ate") && !isCalledByTheLibrary(type)) {
            return of(type);
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> null);
        }
        return of(type);
    }

    private static boolean isCalledByTheLibrary(Class<?> type) {
        return type.isAnnotationPresent(FunctionalInterface.class) || WRITTEN_BY_USERS.contains(type);
    }

    private @Nullable Object plain(Class<?> type, String name) {
        if (type == double.class) {
            return 0.5;
        }
        if (type == String.class) {
            return switch (name) {
                case "address" -> server.address();
                case "chain" -> "example.com/specimens";
                default -> "text";
            };
        }
        return switch (type) {
            case Class<?> any when any == Object.class || any == Comparable.class -> "text";
            case Class<?> any when any == Class.class -> String.class;
            case Class<?> any when any == DaoRef.class -> object;
            case Class<?> any when any == Field.class -> LINES;
            case Class<?> any when any == Duration.class -> Duration.ofSeconds(1);
            case Class<?> any when any == long.class -> 1L;
            case Class<?> any when any == int.class -> 1;
            case Class<?> any when any == boolean.class -> true;
            case Class<?> any when any == byte[].class -> new byte[32];
            case Class<?> any when any == char[].class -> "passphrase".toCharArray();
            case Class<?> any when any == ByteBuffer.class -> ByteBuffer.allocate(32);
            case Class<?> any when any == List.class -> List.of();
            case Class<?> any when any == Set.class -> Set.of();
            case Class<?> any when any == Optional.class -> Optional.empty();
            case Class<?> any when any == Path.class -> folder.resolve("new");
            case Class<?> any when any == String[].class -> new String[] {"text"};
            case Class<?> any when any == KeyBundle[].class -> new KeyBundle[] {keys};
            case Class<?> any when any == KeyId[].class -> new KeyId[] {keys.id()};
            case Class<?> any when any == PublicKeys[].class -> new PublicKeys[] {keys.publicKeys()};
            case Class<?> any when any == Transformer[].class -> new Transformer[] {Transformer.zstd()};
            case Class<?> any when any == Transformer.class -> Transformer.zstd();
            case Class<?> any when any == Trust.class -> Trust.CENTRALIZED;
            case Class<?> any when any == Scope.class -> Scope.FULL;
            case Class<?> any when any == Reason.class -> Reason.CONFLICT;
            case Class<?> any when any == Subscribers.class -> Subscribers.values()[0];
            case Class<?> any when any == Clock.class -> Clock.systemUTC();
            case Class<?> any when any == RandomGenerator.class -> new Random(1);
            case Class<?> any when any == InetAddress.class -> InetAddress.getLoopbackAddress();
            case Class<?> any when any == CommitId.class -> new CommitId(keys.id(), 1, 1, 1);
            case Class<?> any when any == Rules.Who.class -> new Rules.Who.Inherited();
            case Class<?> any when any.getName().endsWith("JsonNode") -> JsonNodeFactory.instance.objectNode();
            default -> null;
        };
    }

    @Override
    public void close() {
        chain.close();
        client.close();
        server.close();
    }
}
