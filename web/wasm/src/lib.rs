//! The library for a page, as a module of WebAssembly without imports. A text is passed by its address and its length
//! in bytes: the page asks [`alloc`] for room, writes the request there, and calls [`lint`], [`fix`] or [`plan`],
//! which free it. The answer is a number with its address in the upper 32 bits and its length in the lower ones; the
//! page reads it there and gives it back to [`free`]. A module that traps must not be used again.

use std::cell::RefCell;

use lt_lint::web::Service;

thread_local! {
    static SERVICE: RefCell<Service> = RefCell::new(Service::default());
}

/// Room for a text of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Frees a text.
///
/// # Safety
/// `address` and `length` must be those of one call of [`alloc`], or of one answer, and not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(address: *mut u8, length: usize) {
    // SAFETY: as the caller promises, it is what `alloc` or `answer` gave out.
    drop(unsafe { text(address, length) });
}

/// Lints the files of a request.
///
/// # Safety
/// As for [`free`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lint(address: *mut u8, length: usize) -> u64 {
    // SAFETY: as the caller promises.
    answer(&unsafe { text(address, length) }, Service::lint)
}

/// Applies the safe fixes of the files of a request.
///
/// # Safety
/// As for [`free`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fix(address: *mut u8, length: usize) -> u64 {
    // SAFETY: as the caller promises.
    answer(&unsafe { text(address, length) }, Service::fix)
}

/// Plans the files of a request.
///
/// # Safety
/// As for [`free`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plan(address: *mut u8, length: usize) -> u64 {
    // SAFETY: as the caller promises.
    answer(&unsafe { text(address, length) }, Service::plan)
}

/// The text at an address, which is the caller's from now on.
///
/// # Safety
/// As for [`free`].
unsafe fn text(address: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: as the caller promises, it is a boxed slice of this length that has no other owner.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(address, length)) }
}

/// What the service answers, as address and length.
fn answer(request: &[u8], ask: fn(&mut Service, &[u8]) -> String) -> u64 {
    let answer = SERVICE.with_borrow_mut(|service| ask(service, request));
    let answer = answer.into_bytes().into_boxed_slice();
    let length = answer.len() as u64;
    (Box::into_raw(answer).cast::<u8>() as u64) << 32 | length
}
