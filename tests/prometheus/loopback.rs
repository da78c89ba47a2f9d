//! A tiny HTTP server on this machine that notes what it is asked and answers whatever a test wants.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustix::net::{AddressFamily, SocketType};

/// An address that refuses connections for as long as this value lives: its port is taken, and nothing listens there.
/// A port that is only let go may be given to the server of another test at once.
pub(crate) struct Deaf(OwnedFd);

impl Deaf {
    pub(crate) fn new() -> Self {
        let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        rustix::net::bind(&socket, &SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        Self(socket)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        rustix::net::getsockname(&self.0)
            .unwrap()
            .try_into()
            .unwrap()
    }
}

/// What a server does with a connection.
#[derive(Clone)]
pub(crate) enum Act {
    /// Answers with these bytes, and closes.
    Say(Vec<u8>),
    /// Answers with the first and then the second again and again, until the client has enough.
    Repeat(Vec<u8>, Vec<u8>),
    /// Closes without a word.
    Close,
    /// Answers with these bytes, and says nothing more.
    Hang(Vec<u8>),
}

impl Act {
    /// Answers with a status and a body.
    pub(crate) fn body(status: &str, body: &str) -> Self {
        Self::Say(
            format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .into_bytes(),
        )
    }
}

/// A server that acts on its connections one after the other; the last act is for all that follow.
pub(crate) struct Loopback {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Loopback {
    pub(crate) fn new(acts: &[Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, is_over) = (
            Arc::<Mutex<Vec<String>>>::default(),
            Arc::<AtomicBool>::default(),
        );
        let (noted, over, acts) = (Arc::clone(&requests), Arc::clone(&is_over), acts.to_vec());
        let thread = std::thread::spawn(move || {
            let mut held = Vec::new();
            for number in 0.. {
                let Ok((stream, _)) = listener.accept() else {
                    return;
                };
                if over.load(Ordering::SeqCst) {
                    return;
                }
                noted.lock().unwrap().push(request(&stream));
                let act = acts.get(number).or(acts.last()).unwrap();
                held.extend(perform(act, stream, &over));
            }
        });
        Self {
            address,
            requests,
            is_over,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests so far: the lines of the head, and the body below.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // Wakes the thread from waiting for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Acts on a connection, and returns it when it is to stay open.
fn perform(act: &Act, mut stream: TcpStream, over: &AtomicBool) -> Option<TcpStream> {
    match act {
        Act::Say(bytes) => {
            let _ = stream.write_all(bytes);
            None
        }
        Act::Repeat(first, again) => {
            let mut is_open = stream.write_all(first).is_ok();
            while is_open && !over.load(Ordering::SeqCst) {
                is_open = stream.write_all(again).is_ok();
            }
            None
        }
        Act::Close => None,
        Act::Hang(bytes) => {
            let _ = stream.write_all(bytes);
            Some(stream)
        }
    }
}

/// Reads a request with its body.
fn request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head).is_ok_and(|count| count > 2) {}
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    let _ = reader.read_exact(&mut body);
    head + &String::from_utf8_lossy(&body)
}
