//! Asks a running `ssh-agent` over its socket which keys it has, and to sign.

use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

/// How long it may take to connect and to list keys.
const ANSWER: Duration = Duration::from_secs(5);

/// How long a signature may take: a person may have to confirm it, or to touch a device.
const SIGNATURE: Duration = Duration::from_secs(60);

/// The longest answer, in bytes, as OpenSSH has it.
const LONGEST: usize = 256 * 1024;

const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGNED: u8 = 14;

/// RSA signs with SHA-512.
const RSA_SHA512: u32 = 4;

/// An agent that answered.
#[derive(Debug)]
pub(super) struct Agent(Stream);

#[cfg(unix)]
type Stream = std::os::unix::net::UnixStream;

/// Without sockets in the file system there is no agent.
#[cfg(not(unix))]
type Stream = std::net::TcpStream;

impl Agent {
    /// Connects to the agent behind a socket.
    #[cfg(unix)]
    pub(super) fn at(socket: &Path) -> io::Result<Self> {
        let stream = Stream::connect(socket)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.set_write_timeout(Some(ANSWER))?;
        Ok(Self(stream))
    }

    /// Finds none.
    #[cfg(not(unix))]
    pub(super) fn at(_: &Path) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Returns the public keys that the agent can sign with, as bytes.
    pub(super) fn keys(&mut self) -> io::Result<Vec<Vec<u8>>> {
        let answer = self.ask(&[REQUEST_IDENTITIES])?;
        let Some((&IDENTITIES, mut rest)) = answer.split_first() else {
            return Err(refused());
        };
        let count = number(&mut rest).ok_or_else(refused)?;
        let mut keys = Vec::new();
        for _ in 0..count {
            keys.push(string(&mut rest).ok_or_else(refused)?.to_vec());
            string(&mut rest).ok_or_else(refused)?;
        }
        Ok(keys)
    }

    /// Returns what the agent signed, as bytes.
    pub(super) fn sign(&mut self, key: &[u8], data: &[u8]) -> io::Result<Vec<u8>> {
        let mut request = vec![SIGN_REQUEST];
        push(&mut request, key)?;
        push(&mut request, data)?;
        request.extend(RSA_SHA512.to_be_bytes());
        self.0.set_read_timeout(Some(SIGNATURE))?;
        let answer = self.ask(&request)?;
        let Some((&SIGNED, mut rest)) = answer.split_first() else {
            return Err(refused());
        };
        string(&mut rest).map(<[u8]>::to_vec).ok_or_else(refused)
    }

    fn ask(&mut self, request: &[u8]) -> io::Result<Vec<u8>> {
        let mut message = Vec::new();
        push(&mut message, request)?;
        self.0.write_all(&message)?;
        let mut length = [0; 4];
        self.0.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length > LONGEST {
            return Err(refused());
        }
        let mut answer = vec![0; length];
        self.0.read_exact(&mut answer)?;
        Ok(answer)
    }
}

fn refused() -> io::Error {
    io::Error::other("the agent refused, or did not answer as agents do")
}

fn push(message: &mut Vec<u8>, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| refused())?;
    message.extend(length.to_be_bytes());
    message.extend_from_slice(bytes);
    Ok(())
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (bytes, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u32::from_be_bytes(*bytes))
}

fn string<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}
