import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Starts mongo-java-server on a file: {@code MongoOnDisk <file> <host> <port> <name reported by buildInfo>
 * [<certificate> <key>]}, with TLS when it is given a certificate and its EC key, both in PEM.
 * It speaks MongoDB's protocol and is not MongoDB; buildInfo says so in its field {@code standIn}.
 */
final class MongoOnDisk extends H2Backend {
    /** The oldest server the current drivers accept speaks wire version 8 (4.2); 5.0 speaks 13. */
    private static final MongoVersion REPORTED = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    };

    private final String name;
    private final ReadWriteLock indexes = new ReentrantReadWriteLock();
    /** Collections that are there, and so have their first index. */
    private final Set<String> present = ConcurrentHashMap.newKeySet();

    private MongoOnDisk(Path file, String name) {
        super(file.toString());
        this.name = name;
        version(REPORTED);
    }

    /** Answers a write once it has left the process: H2 would keep it in memory for up to a second. */
    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        Document reply = handleBesideIndexes(channel, database, command, query);
        if (getMvStore().hasUnsavedChanges()) {
            commit();
        }
        return command.equalsIgnoreCase("buildInfo") ? reply.append("standIn", name) : reply;
    }

    /** Whoever goes through a collection's indexes fails while one is added to them (mongo-java-server issue 195). */
    private Document handleBesideIndexes(Channel channel, String database, String command, Document query) {
        String collection = query.get(command) instanceof String of ? database + "." + of : database;
        boolean alone = !present.contains(collection) || command.endsWith("Indexes") || command.startsWith("drop");
        Lock lock = alone ? indexes.writeLock() : indexes.readLock();
        lock.lock();
        try {
            return super.handleCommand(channel, database, command, query);
        } finally {
            present.add(collection);
            if (command.startsWith("drop")) {
                present.clear();
            }
            lock.unlock();
        }
    }

    public static void main(String[] args) throws Exception {
        MongoServer server = new MongoServer(new MongoOnDisk(Path.of(args[0]), args[3]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        if (args.length > 4) {
            server.enableSsl(readKey(Path.of(args[5])), null, readCertificate(Path.of(args[4])));
        }
        try {
            server.bind(args[1], Integer.parseInt(args[2]));
        } catch (Exception cannotListen) {
            // Its threads would keep the process alive, with nobody to talk to.
            cannotListen.printStackTrace();
            System.exit(1);
        }
    }

    private static X509Certificate readCertificate(Path path) throws Exception {
        try (InputStream in = Files.newInputStream(path)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey readKey(Path path) throws Exception {
        String body = Files.readString(path).replaceAll("-----[A-Z ]+-----", "");
        byte[] key = Base64.getMimeDecoder().decode(body);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
    }
}
